import type {IPodSpec} from 'kubernetes-models/v1/PodSpec';

/** The controls of Pod Security "baseline" and "restricted" that a pod of ours could break, as the documents list them. */
const controls: readonly {
	readonly level: 'baseline' | 'restricted';
	readonly words: string;
	readonly isBroken: (spec: IPodSpec) => boolean;
}[] = [
	{
		level: 'baseline',
		words: 'host namespaces',
		isBroken: ({hostNetwork, hostPID, hostIPC}) => Boolean(hostNetwork || hostPID || hostIPC),
	},
	{
		level: 'baseline',
		words: 'hostPath volumes',
		isBroken: ({volumes = []}) => volumes.some(({hostPath}) => hostPath !== undefined),
	},
	{
		level: 'baseline',
		words: 'privileged',
		isBroken: ({containers}) => containers.some(({securityContext}) => securityContext?.privileged === true),
	},
	{
		level: 'baseline',
		words: 'host ports',
		isBroken: ({containers}) => containers.some(({ports = []}) => ports.some(({hostPort}) => hostPort !== undefined)),
	},
	{
		level: 'restricted',
		words: 'allowPrivilegeEscalation != false',
		isBroken: ({containers}) =>
			containers.some(({securityContext}) => securityContext?.allowPrivilegeEscalation !== false),
	},
	{
		level: 'restricted',
		words: 'unrestricted capabilities',
		isBroken: ({containers}) =>
			containers.some(({securityContext}) => !securityContext?.capabilities?.drop?.includes('ALL')),
	},
	{
		level: 'restricted',
		words: 'runAsNonRoot != true',
		isBroken: ({securityContext}) => securityContext?.runAsNonRoot !== true,
	},
	{
		level: 'restricted',
		words: 'runAsUser=0',
		isBroken: ({securityContext}) => securityContext?.runAsUser === 0,
	},
	{
		level: 'restricted',
		words: 'seccompProfile',
		isBroken: ({securityContext}) =>
			!['RuntimeDefault', 'Localhost'].includes(securityContext?.seccompProfile?.type ?? ''),
	},
	{
		level: 'restricted',
		words: 'restricted volume types',
		isBroken: ({volumes = []}) =>
			volumes.some(volume =>
				Object.keys(volume).some(
					kind =>
						![
							...['name', 'configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim'],
							...['projected', 'secret'],
						].includes(kind),
				),
			),
	},
];

/** What a pod breaks at this level, in the words of the controls. */
export function brokenControls(spec: IPodSpec, level: 'privileged' | 'baseline' | 'restricted'): readonly string[] {
	return controls
		.filter(control => level === 'restricted' || (level === 'baseline' && control.level === 'baseline'))
		.flatMap(({words, isBroken}) => (isBroken(spec) ? [words] : []));
}
