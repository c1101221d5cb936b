/** What a link, or the server of one's own, gives along for the first connection. */
export interface IntroductionGiven {
  /** SHA-256 of the only certificate that is to be accepted, in lower-case hex. */
  pin?: string | undefined;
  /** Secret that lets one in. */
  invite?: string | undefined;
  /** What a provider of identities says of who this is. */
  identityToken?: string | undefined;
  /** The name is to be this person's from now on ([GR5]). */
  remember?: boolean | undefined;
}

/** Carries an invite to the server that it is for, until the server took it: it is kept nowhere. */
export class Introduction {
  readonly pin: string | undefined;
  readonly #device: string | undefined;
  #invite: string | undefined;
  #identityToken: string | undefined;
  #remember: boolean;

  /** @param device what this computer is called where its person lists theirs */
  constructor({ pin, invite, identityToken, remember = false }: IntroductionGiven, device?: string) {
    this.pin = pin;
    this.#invite = invite;
    this.#identityToken = identityToken;
    this.#remember = remember;
    this.#device = device;
  }

  /** Whether there is an invite that no server took yet. */
  get hasInvite(): boolean {
    return this.#invite !== undefined;
  }

  /** Fields of `connect`. */
  get fields(): { invite?: string; identityToken?: string; remember?: true; device?: string } {
    if (this.#invite === undefined && this.#identityToken === undefined && !this.#remember) return {};
    return {
      ...(this.#remember && { remember: true }),
      ...(this.#invite !== undefined && { invite: this.#invite }),
      ...(this.#identityToken !== undefined && { identityToken: this.#identityToken }),
      ...(this.#device !== undefined && { device: this.#device }),
    };
  }

  /** As this one, with what a sign-in brought, or without where it was refused. */
  signedIn(identityToken: string | undefined): Introduction {
    return new Introduction({ pin: this.pin, invite: this.#invite, identityToken }, this.#device);
  }

  /** The server let this person in: from now on their token does. */
  taken(): void {
    this.#invite = undefined;
    this.#identityToken = undefined;
    this.#remember = false;
  }
}
