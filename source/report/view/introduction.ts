/** For a reader who has never heard of Azure Arc: what it is, and what a report is for. */
export const introduction = {
	arc: 'Azure Arc lets Azure manage a Kubernetes cluster that runs elsewhere: agents in the cluster call out to hosts of Microsoft, mostly over HTTPS on port 443, and nothing calls in.',
	report:
		'This report says which of these hosts the network lets through and which not. If a finding is addressed to your team, please make its fix, and run the command beside it before and after.',
} as const;
