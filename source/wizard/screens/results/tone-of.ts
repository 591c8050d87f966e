import type {StatusLook} from '../../components/status-look.ts';
import type {Tone} from '../../components/text/detail-line.ts';

/** The tone of a line of text in which a status has this colour. */
export function toneOf(color: StatusLook['color']): Tone {
	switch (color) {
		case 'green':
			return 'good';
		case 'yellow':
			return 'warning';
		case 'red':
			return 'bad';
		default:
			return 'plain';
	}
}
