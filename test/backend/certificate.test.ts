import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { dateFault, readCertificate } from '../../src/backend/certificate.js';

/** As `openssl` 3.0 wrote them (`req -x509`, `rsa -traditional`, `pkcs12 -nodes`, `x509 -text`, `ecparam -genkey`). */
const file = (name: string) => readFileSync(new URL(`../support/certificates/${name}.pem`, import.meta.url), 'utf8');

describe('a certificate and its key', () => {
  const thumbprint = createHash('sha256')
    .update(new X509Certificate(file('certificate')).raw)
    .digest('base64url');

  it('are read however openssl wrote them', () => {
    for (const [certificate, privateKey] of [
      [file('certificate'), file('pkcs8')],
      [file('certificate'), file('pkcs1')],
      [file('bag'), file('bag')],
      [file('text'), file('pkcs8')],
      [file('chain-first'), file('pkcs8')],
      [file('chain-last'), file('pkcs8')],
      [file('certificate').replaceAll('\n', '\r\n'), file('pkcs8').replaceAll('\n', '\r\n')],
      [`\ufeff${file('certificate')}`, `${file('pkcs8')}\n\n`],
    ] as const) {
      assert.equal(readCertificate({ certificate, privateKey }).thumbprint, thumbprint);
    }
  });

  it('that can not be used say why, and nothing of the key', () => {
    for (const [certificate, privateKey, message] of [
      [file('certificate'), file('encrypted'), /encrypted: .*openssl pkey/],
      [file('certificate'), file('encrypted-pkcs1'), /encrypted/],
      [file('certificate'), file('ec'), /must be an RSA key/],
      [file('certificate'), file('short'), /at least 2048 bits/],
      [file('certificate'), file('other'), /do not belong together/],
      [file('pkcs8'), file('certificate'), /privateKey has no .*BEGIN PRIVATE KEY/],
      [file('pkcs8'), file('pkcs8'), /certificate has no .*BEGIN CERTIFICATE/],
      [file('certificate'), file('pkcs8').slice(0, 500), /privateKey has no/],
      [file('certificate'), file('pkcs8').replaceAll('\n', '\\n'), /line breaks/],
      [file('certificate').replaceAll('\n', '\\n'), file('pkcs8'), /certificate (can not be read|has no)/],
      ['', '', /privateKey has no/],
      ['the-thumbprint', file('pkcs8'), /certificate has no/],
    ] as const) {
      assert.throws(
        () => readCertificate({ certificate, privateKey }),
        (error: Error) => {
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /MII|hush/);
          return true;
        },
      );
    }
  });

  it('are in date or not', () => {
    const good = readCertificate({ certificate: file('certificate'), privateKey: file('pkcs8') });
    assert.equal(dateFault(good), undefined);
    assert.match(dateFault(good, new Date('2020-01-01')) ?? '', /not valid before 20/);
    const expired = readCertificate({ certificate: file('expired'), privateKey: file('pkcs8') });
    assert.match(dateFault(expired) ?? '', /expired on 20\d\d-\d\d-\d\d/);
  });
});
