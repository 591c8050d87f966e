import {expect, it} from 'vitest';
import {judgeTls} from '../../../source/verdict/by-stage/judge-tls.ts';
import {tlsStage} from '../../helpers/sample-evidence.ts';

const failed = (code: string, of: 'target' | 'proxy' = 'target') =>
	judgeTls(tlsStage('a.example', {ok: false, of, error: {code, syscall: null, message: 'x'}}));

it.each([
	'ERR_SSL_EXCESSIVE_MESSAGE_SIZE',
	'ERR_SSL_LENGTH_MISMATCH',
	'ERR_SSL_BAD_SIGNATURE',
	'ERR_SSL_BAD_ECPOINT',
	'ERR_SSL_DH_KEY_TOO_SMALL',
	'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
	'ERR_SSL_WRONG_CIPHER_RETURNED',
	'ERR_OSSL_ASN1_WRONG_TAG',
])('never calls %s, which only a peer can cause, a fault of this machine', code => {
	expect(failed(code)).toMatchObject({kind: 'blocked', cause: 'tls.protocol', confidence: 'medium'});
	expect(failed(code, 'proxy')).toMatchObject({kind: 'blocked', cause: 'proxy.protocol-error'});
});

it.each([
	'ERR_SSL_NO_CIPHERS_AVAILABLE',
	'ERR_SSL_NO_CIPHER_MATCH',
	'ERR_SSL_LIBRARY_HAS_NO_CIPHERS',
	'ERR_SSL_INTERNAL_ERROR',
	'ERR_SSL_LIBRARY_BUG',
	'ERR_SSL_MALLOC_FAILURE',
	'ERR_OSSL_EVP_MALLOC_FAILURE',
	'ERR_OSSL_EVP_FETCH_FAILED',
	'ERR_OSSL_EVP_UNSUPPORTED',
	'EMFILE',
	'ENOBUFS',
	'UNKNOWN',
])('calls nothing blocked for %s, which this machine makes itself', code =>
	expect(failed(code)).toMatchObject({kind: 'local'}),
);
