export {formatHostPort} from '../host-port.ts';
