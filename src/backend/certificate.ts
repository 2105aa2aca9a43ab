import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** A certificate that proves who this backend is, as `openssl` writes it. */
export interface CertificateFiles {
  /** PEM. Text around the certificate and others of its chain are left out. */
  certificate: string;
  /** PEM, PKCS #1 or PKCS #8: RSA, unencrypted, of at least 2048 bits. */
  privateKey: string;
}

export interface Certificate {
  privateKey: KeyObject;
  /** SHA-256 of the certificate in base64url (`x5t#S256`; RFC 7515, section 4.1.8). */
  thumbprint: string;
  validFrom: Date;
  validTo: Date;
}

/** Fewer bits are refused by RSASSA-PSS in JOSE (RFC 7518, section 3.5). */
const leastBits = 2048;

const certificates = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]+-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;
const key = /-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----[\s\S]+?-----END \1PRIVATE KEY-----/;

/**
 * Reads a certificate and the private key that belongs to it.
 *
 * @throws Error with a sentence that says what is wrong with the files, and nothing of their contents
 */
export function readCertificate(files: CertificateFiles): Certificate {
  const privateKey = readPrivateKey(files.privateKey);
  const chain = (files.certificate.match(certificates) ?? []).map(readX509);
  if (chain.length === 0) throw new Error('certificate has no -----BEGIN CERTIFICATE----- in it: it must be PEM');
  const own = chain.find((candidate) => candidate.checkPrivateKey(privateKey));
  if (!own) throw new Error('certificate and privateKey do not belong together');
  return {
    privateKey,
    thumbprint: createHash('sha256').update(own.raw).digest('base64url'),
    validFrom: new Date(own.validFrom),
    validTo: new Date(own.validTo),
  };
}

/** Returns a sentence when Entra would refuse the certificate at this time because of its dates. */
export function dateFault({ validFrom, validTo }: Certificate, now = new Date()): string | undefined {
  if (now > validTo) return `the certificate expired on ${dayOf(validTo)}`;
  if (now < validFrom) return `the certificate is not valid before ${dayOf(validFrom)}`;
  return undefined;
}

function readX509(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new Error('certificate can not be read: is it complete, with its line breaks?');
  }
}

function readPrivateKey(text: string): KeyObject {
  const pem = key.exec(text)?.[0];
  if (!pem) throw new Error('privateKey has no -----BEGIN PRIVATE KEY----- in it: it must be PEM');
  if (/ENCRYPTED/.test(pem)) {
    throw new Error('privateKey is encrypted: take the passphrase off with "openssl pkey -in FILE -out NEW_FILE"');
  }
  const privateKey = parse(pem);
  if (privateKey.asymmetricKeyType !== 'rsa') throw new Error('privateKey must be an RSA key: Entra takes no other');
  if ((privateKey.asymmetricKeyDetails?.modulusLength ?? 0) < leastBits) {
    throw new Error(`privateKey must have at least ${leastBits} bits`);
  }
  return privateKey;
}

function parse(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error('privateKey can not be read: is it complete, with its line breaks?');
  }
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
