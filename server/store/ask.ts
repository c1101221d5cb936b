import type { MessageStore } from './messageStore.ts';
import type { OperationName, Operations } from './operations.ts';

/**
 * One operation as a promise: for what does not touch the order of a room's events ([MSG5]), which a continuation that
 * runs later would not keep.
 * @throws ProtocolError what the operation fails with
 */
export async function ask<N extends OperationName>(
  store: MessageStore,
  name: N,
  input: Operations[N]['input'],
): Promise<Operations[N]['output']> {
  return await new Promise((resolve, reject) => {
    store.submit(name, input, (outcome) => {
      if (outcome.ok) resolve(outcome.value);
      else reject(outcome.error);
    });
  });
}
