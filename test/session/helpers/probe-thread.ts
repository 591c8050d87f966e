// What the program's thread does, from the sources.
import {parentPort} from 'node:worker_threads';
import {serveProbes} from '../../../source/session/probe-thread.ts';

if (parentPort) serveProbes(parentPort);
