// Loaded before the program (node --import): tells in the file of BENCH_STALLS how long its event loop stood still.
import {writeFileSync} from 'node:fs';
import {monitorEventLoopDelay} from 'node:perf_hooks';
import process from 'node:process';

/** How often it looks, in milliseconds; a loop that never stalls shows a delay of this length. */
const resolution = 5;

const delays = monitorEventLoopDelay({resolution});
// Loading the program itself is one long piece of work, and nothing waits for it yet.
setTimeout(() => delays.enable(), 250).unref();
process.on('exit', () => {
	const toMs = nanoseconds => Math.max(0, nanoseconds / 1e6 - resolution);
	const [longest, p99] = [toMs(delays.max), toMs(delays.percentile(99))];
	writeFileSync(process.env.BENCH_STALLS ?? '/dev/null', JSON.stringify({longest, p99}));
});
