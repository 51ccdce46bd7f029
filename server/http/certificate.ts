/**
 * A self-made certificate for clients that insist on https: for the names of this machine's loopback interface and the
 * host that the server listens on. It is kept in the data folder, readable for the user only, so that a client that was
 * told to trust it can go on doing so; it is made anew when it has run out, or is for other names.
 */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** Where the certificate lies, for who shall trust it. */
  readonly file: string;
}

/** Some clients take none that is valid for longer. */
const VALID_DAYS = 825;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Throws what the file system does. */
export async function keptCertificate(folder: string, host: string): Promise<Certificate> {
  const [file, keyFile] = [join(folder, 'https-certificate.pem'), join(folder, 'https-key.pem')];
  const names = [...new Set(['localhost', '127.0.0.1', '::1', host])].filter(
    (name) => name !== '0.0.0.0' && name !== '::',
  );
  const kept = read(file, keyFile);
  if (kept !== undefined && isGood(kept.cert, names)) return { ...kept, file };
  const made = await makeCertificate(names);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replace(keyFile, made.key);
  replace(file, made.cert);
  return { ...made, file };
}

function read(file: string, keyFile: string): { key: string; cert: string } | undefined {
  try {
    const kept = { cert: readFileSync(file, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    return new X509Certificate(kept.cert).checkPrivateKey(createPrivateKey(kept.key)) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isGood(cert: string, names: readonly string[]): boolean {
  const certificate = new X509Certificate(cert);
  const isFor = (name: string): boolean =>
    (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
  return certificate.validToDate.getTime() > Date.now() + DAY_MS && names.every(isFor);
}

function replace(file: string, text: string): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, file);
}

async function makeCertificate(names: readonly string[]): Promise<{ key: string; cert: string }> {
  const { AsnConvert, OctetString } = await import('@peculiar/asn1-schema');
  const x509 = await import('@peculiar/asn1-x509');
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyInfo = AsnConvert.parse(publicKey.export({ type: 'spki', format: 'der' }), x509.SubjectPublicKeyInfo);
  const name = new x509.Name([
    new x509.RelativeDistinguishedName([
      new x509.AttributeTypeAndValue({
        type: '2.5.4.3',
        value: new x509.AttributeValue({ utf8String: 'Heddle on this machine' }),
      }),
    ]),
  ]);
  const extension = (extnID: string, value: unknown, critical = false) =>
    new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
  const alternatives = names.map((text) => new x509.GeneralName(isIP(text) ? { iPAddress: text } : { dNSName: text }));
  const ecdsaWithSha256 = new x509.AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' });
  const now = Date.now();
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  const toSign = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: new Uint8Array(serial).buffer,
    signature: ecdsaWithSha256,
    issuer: name,
    subject: name,
    validity: new x509.Validity({ notBefore: new Date(now - DAY_MS), notAfter: new Date(now + VALID_DAYS * DAY_MS) }),
    subjectPublicKeyInfo: keyInfo,
    extensions: new x509.Extensions([
      extension(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: false }), true),
      extension(x509.id_ce_keyUsage, new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature), true),
      extension(x509.id_ce_extKeyUsage, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth])),
      extension(x509.id_ce_subjectAltName, new x509.SubjectAlternativeName(alternatives)),
    ]),
  });
  const bytes = AsnConvert.serialize(toSign);
  const signature = sign('sha256', new Uint8Array(bytes), privateKey);
  const certificate = new x509.Certificate({
    tbsCertificate: toSign,
    signatureAlgorithm: ecdsaWithSha256,
    signatureValue: new Uint8Array(signature).buffer,
  });
  const der = Buffer.from(AsnConvert.serialize(certificate));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: new X509Certificate(der).toString(),
  };
}
