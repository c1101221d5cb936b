/** TCP port of a room server where nothing else is said. */
export const DEFAULT_PORT = 7465;
