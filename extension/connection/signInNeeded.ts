/** The server takes those whom a provider of identities vouches for, and nothing here shows who this is. */
export class SignInNeeded extends Error {
  readonly code = 'sign_in_needed';
  /** URL of the provider (OpenID Connect). */
  readonly issuer: string;
  /** For whom the provider has to vouch: the server's organisation. */
  readonly audience: string;

  constructor(issuer: string, audience: string) {
    super('sign_in_needed');
    this.name = 'SignInNeeded';
    this.issuer = issuer;
    this.audience = audience;
  }
}
