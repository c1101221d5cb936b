import type { ConnectionView } from '../../webview/protocol/messages.ts';
import type { ConnectionState } from '../connection/connectionHost.ts';
import { errorText, waitingText } from '../errorTexts.ts';

/** Where a connection stands, in words for a person. */
export function connectionView(state: ConnectionState): ConnectionView {
  switch (state.state) {
    case 'idle':
      return { state: 'offline' };
    case 'connecting':
    case 'online':
      return state;
    case 'waiting':
      return { state: 'waiting', retryAt: state.retryAt, reason: waitingText(state.error) };
    case 'failed':
      return { state: 'failed', reason: errorText(state.error) };
  }
}
