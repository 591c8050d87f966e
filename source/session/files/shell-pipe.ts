import path from 'node:path';

const shape = /^\/dev\/(?:stdin|stdout|stderr|fd\/\d+)$|^\/proc\/self\/fd\/\d+$/;

/** Whether a path names an open file of this process, as `<(…)` and `>(…)` of a shell do: somebody is at the other end. */
export function isOpenDescriptor(file: string): boolean {
	return shape.test(path.resolve(file));
}
