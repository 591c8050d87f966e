import type {Command} from 'commander';

/** Command lines that people need, by command; an empty name is the program itself. */
const examples: {readonly [command: string]: readonly string[]} = {
	'': [
		'arc-netcheck                      the wizard: a few questions, then the answer',
		'arc-netcheck check eastus         the same without questions',
		'arc-netcheck report --format html --output report.html',
		'arc-netcheck explain mcr.microsoft.com',
		'arc-netcheck demo                 try it without a network',
	],
	check: [
		'arc-netcheck check eastus',
		'arc-netcheck check eastus --proxy http://proxy.example:3128',
		'arc-netcheck check eastus --features arc,aml-training --resource acr=NAME',
		'arc-netcheck check --profile prod --format json --output run.json',
	],
	plan: ['arc-netcheck plan eastus', 'arc-netcheck plan eastus --features all --output plan.md'],
	explain: [
		'arc-netcheck explain mcr.microsoft.com eastus.obo.arc.azure.com:8084',
		'arc-netcheck explain proxy.host-denied',
		'az connectedk8s connect … 2>&1 | arc-netcheck explain --log -',
	],
	report: [
		'arc-netcheck report',
		'arc-netcheck report --format change-request --output ticket.request.txt',
		'arc-netcheck report prod@last --format html --output report.html',
	],
	rules: ['arc-netcheck rules squid --region eastus', 'arc-netcheck rules fortigate --from @last --only blocked'],
	audit: [
		'arc-netcheck audit squid.conf --region eastus',
		'arc-netcheck audit allowed.csv --profile prod --format html --output audit.html',
	],
	runs: ['arc-netcheck runs', 'arc-netcheck runs show prod@last'],
	diff: ['arc-netcheck diff prod@2 prod@last'],
	profiles: [
		'arc-netcheck profiles',
		'arc-netcheck profiles save prod --region eastus --proxy http://proxy:3128',
		'arc-netcheck check --profile prod',
	],
};

/** What stands at the end of the program's own help. */
const more = `
More settings, for every command that probes or plans: arc-netcheck check --help
Lists: arc-netcheck help features, formats, dialects or regions`;

/** Lets help begin with examples, in the list of commands with the description alone, and errors name the help to read. */
export function addExamples(program: Command): void {
	program.addHelpText('after', more);
	for (const option of program.options) if (option.helpGroupHeading === 'Advanced:') option.hideHelp();
	nameHelpAfterErrors(program, program.name());
	for (const command of [program, ...program.commands]) {
		const lines = examples[command === program ? '' : command.name()];
		if (lines === undefined) continue;
		const description = command.description();
		const listed = lines.map(line => `  ${line}`).join('\n');
		command.summary(description).description(`${description}\n\nExamples:\n${listed}`);
	}
}

function nameHelpAfterErrors(command: Command, words: string): void {
	command.showHelpAfterError(`See: ${words} --help`);
	for (const child of command.commands) nameHelpAfterErrors(child, `${words} ${child.name()}`);
}
