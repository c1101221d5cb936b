/** What a person asked for and cannot have as it stands: the message is a finished sentence for them. */
export class Refused extends Error {
  readonly code = 'refused';

  constructor(sentence: string) {
    super(sentence);
    this.name = 'Refused';
  }
}
