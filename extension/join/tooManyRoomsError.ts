/** This window is in as many rooms at once as it may be. */
export class TooManyRoomsError extends Error {
  readonly code = 'too_many_rooms';
  readonly most: number;

  constructor(most: number) {
    super('too_many_rooms');
    this.name = 'TooManyRoomsError';
    this.most = most;
  }
}
