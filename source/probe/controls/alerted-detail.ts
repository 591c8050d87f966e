/** The neutral name was answered with an alert: in TLS, so the way is open, but not with a handshake. */
export const alertedDetail = 'answered with an alert';
