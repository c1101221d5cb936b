/** The one version of the wire protocol that this code speaks ([GR3]). */
export const PROTOCOL_VERSION = 1;

/** The lowest and highest version that are spoken, as `hello` names them ([GR1]). */
export const PROTOCOL_RANGE: readonly [min: number, max: number] = [1, 1];
