/** What a link, or the server of one's own, gives along for the first connection. */
export interface IntroductionGiven {
  /** SHA-256 of the only certificate that is to be accepted, in lower-case hex. */
  pin?: string | undefined;
  /** Secret that lets one in. */
  invite?: string | undefined;
}

/** Carries an invite to the server that it is for, until the server took it: it is kept nowhere. */
export class Introduction {
  readonly pin: string | undefined;
  readonly #device: string | undefined;
  #invite: string | undefined;

  /** @param device what this computer is called where its person lists theirs */
  constructor({ pin, invite }: IntroductionGiven, device?: string) {
    this.pin = pin;
    this.#invite = invite;
    this.#device = device;
  }

  /** Whether there is an invite that no server took yet. */
  get hasInvite(): boolean {
    return this.#invite !== undefined;
  }

  /** Fields of `connect`. */
  get fields(): { invite?: string; device?: string } {
    if (this.#invite === undefined) return {};
    return { invite: this.#invite, ...(this.#device !== undefined && { device: this.#device }) };
  }

  /** The server let this person in: from now on their token does. */
  taken(): void {
    this.#invite = undefined;
  }
}
