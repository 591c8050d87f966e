/** A command of this program as reports write it, for this machine: begun as the program was started here. Others stay. */
export function withOwnCommand(command: string, own: string): string {
	return command.replace(/^arc-netcheck(?= )/, () => own);
}
