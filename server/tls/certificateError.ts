/** The certificate cannot be used; the message is a sentence for the person who started the server. */
export class CertificateError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CertificateError';
  }
}
