import { l10n } from 'vscode';
import { ConnectionError, KeptOutError, RequestError, type CertificateProblem } from './connection/errors.ts';
import { SignInNeeded } from './connection/signInNeeded.ts';
import { CorruptFileError } from './files/fileCache.ts';
import { ReceiveError } from './files/receiveError.ts';
import { HostError } from './hosting/hostError.ts';
import { InviteError } from './join/inviteError.ts';
import { TooManyRoomsError } from './join/tooManyRoomsError.ts';
import { formatSize } from './formatSize.ts';
import { plainText } from './plainText.ts';
import { Refused } from './refused.ts';
import { ShareCancelled } from './sharing/shareCancelled.ts';
import { ShareError } from './sharing/shareError.ts';
import { DownloadError } from './transfers/downloadError.ts';
import { SourceError } from './transfers/sourceError.ts';

/** A finished sentence for a person: what happened and what to do. The one place where errors become words. */
export function errorText(error: unknown): string {
  if (error instanceof ConnectionError) return connectionText(error);
  if (error instanceof KeptOutError) {
    return l10n.t(
      'You are not let in: an owner of the server or of this room may have banned you. Ask whoever runs it.',
    );
  }
  if (error instanceof RequestError) return requestText(error);
  if (error instanceof InviteError) return inviteText(error);
  if (error instanceof SignInNeeded) {
    return l10n.t('This server takes those who sign in at {0}. Join again to sign in.', plainText(error.issuer));
  }
  if (error instanceof Refused) return error.message;
  if (error instanceof ShareError) return shareText(error);
  if (error instanceof ShareCancelled) return l10n.t('It was not shared. What you typed is still there.');
  if (error instanceof SourceError) return sourceText(error);
  if (error instanceof DownloadError) return downloadText(error);
  if (error instanceof ReceiveError) return receiveText(error);
  if (error instanceof HostError) return hostText(error);
  if (error instanceof TooManyRoomsError) {
    return l10n.t('This window is in {0} rooms already. Leave one of them first.', error.most);
  }
  if (error instanceof CorruptFileError) {
    return l10n.t('The file was damaged on the way, so nothing of it was kept. Ask for it to be sent again.');
  }
  const detail = error instanceof Error ? error.message : String(error);
  return l10n.t('Something went wrong: {0}. The log has more.', plainText(detail));
}

/** What to say while a lost connection is tried again by itself. */
export function waitingText(error: unknown): string {
  const silent = error instanceof ConnectionError && ['lost', 'unreachable', 'timeout'].includes(error.code);
  return silent
    ? l10n.t('The room server does not answer. What you write is kept and sent when it is back.')
    : errorText(error);
}

function connectionText(error: ConnectionError): string {
  switch (error.code) {
    case 'bad_address':
      return l10n.t(
        'That is not an address of a room server. Enter one such as 192.168.1.20:7465 or wss://chat.example.org.',
      );
    case 'unknown_host':
      return l10n.t('No computer of that name was found. Check the spelling of the address, and the network.');
    case 'unreachable':
      return l10n.t('Nobody answers at that address. Check the port, and that the room server is running.');
    case 'timeout':
      return l10n.t('The server did not answer in time. Check the address and the network, then try again.');
    case 'not_a_room_server':
      return l10n.t('What answers at that address is not a room server. Check the address and the port.');
    case 'certificate':
      return certificateText(error.problem);
    case 'turned_away':
      return l10n.t('The server refuses connections from here. Ask whoever runs it.');
    case 'unsupported_version':
      return l10n.t(
        'The server speaks another version of the protocol. Update Room Chat, or ask for the server to be updated.',
      );
    case 'lost':
      return l10n.t('There is no connection to the room server right now.');
    case 'ended':
      return error.closeCode === 4009
        ? l10n.t('This room was joined again from another window, which took over.')
        : error.by === undefined
          ? l10n.t('The server ended this session. Ask whoever runs the room before you join again.')
          : l10n.t('{0} removed you from this room. To come back, you need a new invite.', plainText(error.by));
  }
}

function certificateText(problem: CertificateProblem | undefined): string {
  switch (problem) {
    case 'self_signed':
      return l10n.t(
        'The server vouches for itself only, so nothing was sent. Ask whoever runs it for an invite link, which names its certificate.',
      );
    case 'expired':
      return l10n.t('The server’s certificate is out of date, so nothing was sent. Ask whoever runs it to renew it.');
    case 'other_host':
      return l10n.t(
        'The server’s certificate is for another address, so nothing was sent. Check the address, or ask whoever runs the server.',
      );
    case 'other_pin':
      return l10n.t(
        'The server’s certificate is not the one that the invite names, so nothing was sent. Somebody may be in between; ask for a new invite.',
      );
    case 'untrusted':
    case undefined:
      return l10n.t('The server’s certificate cannot be trusted, so nothing was sent. Ask whoever runs the server.');
  }
}

function requestText(error: RequestError): string {
  switch (error.code) {
    case 'name_taken':
      return l10n.t('Somebody in there has that name already. Choose another.');
    case 'bad_name':
      return l10n.t('That name cannot be used. Use 1 to 64 characters, without hidden ones.');
    case 'bad_invite':
      return l10n.t('This server takes invited people only. Ask whoever runs it for an invitation.');
    case 'bad_identity':
      return l10n.t('The server does not accept this sign-in. Ask whoever runs it who may come in.');
    case 'bad_token':
      return l10n.t('The server does not know this computer any more. Join again.');
    case 'unsupported_version':
      return l10n.t(
        'The server speaks another version of the protocol. Update Room Chat, or ask for the server to be updated.',
      );
    case 'too_large':
      return l10n.t('That is larger than the server takes. Send less, or in parts.');
    case 'not_found':
      return l10n.t('The server does not have that file. Check the name.');
    case 'quota_exceeded':
      return l10n.t('You, or this room, have used up the room for files on this server. Ask whoever runs it.');
    case 'checksum_mismatch':
      return l10n.t(
        'The file was damaged on the way twice, so the server kept nothing of it. Retry, or check the network.',
      );
    case 'gone':
      return l10n.t('The server has given up this upload. Retry to send it from the beginning.');
    case 'rate_limited':
      return l10n.t('That was too much at once. It is sent when the server allows it.');
    case 'storage_full':
      return l10n.t('The server’s disk is full, so it was not stored. Tell whoever runs it, then retry.');
    case 'storage_failed':
      return l10n.t('The server could not store it. Tell whoever runs it, then retry.');
    case 'malformed_answer':
      return l10n.t(
        'The server’s answer cannot be read, so it may not be stored. Retry, or tell whoever runs the server.',
      );
    case 'approval_pending':
      return l10n.t('An owner of this room has to let you in first.');
    case 'forbidden':
    case 'not_yours':
      return l10n.t('You may not do that in this room.');
    default:
      // Codes of later servers come with a sentence of their own.
      return l10n.t('The server refused: {0}', plainText(error.message));
  }
}

function inviteText({ code }: InviteError): string {
  switch (code) {
    case 'damaged':
      return l10n.t('This link is damaged. Copy the whole of it, or ask for a new one.');
    case 'refused':
      return l10n.t('This invite is used up, out of date or withdrawn. Ask for a new one.');
  }
}

function shareText(error: ShareError): string {
  const name = plainText(error.fileName);
  switch (error.code) {
    case 'vanished':
      return l10n.t('{0} is not there any more, so nothing was sent. Was it moved or deleted?', name);
    case 'unreadable':
      return l10n.t('{0} cannot be read, so nothing was sent. Check its permissions.', name);
    case 'too_large':
      return l10n.t(
        '{0} is {1}; this server takes files up to {2}. Nothing was sent.',
        name,
        formatSize(error.sizeBytes),
        formatSize(error.limitBytes),
      );
    case 'too_large_to_read':
      return l10n.t(
        '{0} is {1}; from there, files up to {2} can be shared. Save it on this computer and share it from there.',
        name,
        formatSize(error.sizeBytes),
        formatSize(error.limitBytes),
      );
    case 'too_large_to_drop':
      return l10n.t(
        '{0} is {1}; by drop and paste, files up to {2} can be shared. Share it by the button with the paper clip instead.',
        name,
        formatSize(error.sizeBytes),
        formatSize(error.limitBytes),
      );
    case 'dropped_folder':
      return l10n.t('{0} is a folder. Open it in the editor and share it from the explorer.', name);
    case 'folder_too_large':
      return l10n.t(
        '{0} has more in it than one archive takes ({1} files, {2}). Share the folders in it one by one.',
        name,
        error.limitFiles,
        formatSize(error.limitBytes),
      );
    case 'folder_empty':
      return l10n.t('There is nothing in {0} to share: its files are ignored or left out.', name);
    case 'not_packed':
      return l10n.t('{0} could not be packed. Check that this computer’s disk has room, then share it again.', name);
    case 'not_kept':
      return l10n.t(
        '{0} could not be kept for sending. Check that this computer’s disk has room, then share it again.',
        name,
      );
  }
}

function sourceText(error: SourceError): string {
  switch (error.code) {
    case 'changed':
      return l10n.t('The file was changed while it was being sent, so it was not shared. Share it again as it is now.');
    case 'vanished':
      return l10n.t('The file is not there any more, so it was not sent. Put it back and retry, or discard this.');
    case 'unreadable':
      return l10n.t('The file cannot be read, so it was not sent. Check its permissions, then retry.');
  }
}

function downloadText(error: DownloadError): string {
  switch (error.code) {
    case 'cancelled':
      return l10n.t('Fetching the file was stopped. Nothing of it was kept.');
    case 'disk_full':
      return l10n.t('This computer’s disk is full, so nothing of the file was kept. Make room, then try again.');
    case 'too_large_to_read':
      return l10n.t('This file is too large to be opened here. Save it to open it elsewhere.');
    case 'too_large_to_save':
      return l10n.t('This file is too large to be saved there. Save it to a folder of this computer.');
  }
}

function receiveText(error: ReceiveError): string {
  const name = plainText(error.fileName);
  switch (error.code) {
    case 'not_text':
      return l10n.t('{0} is no text that can be read here. Save it to use it elsewhere.', name);
    case 'too_large':
      return l10n.t('{0} is too large for that, which goes up to {1}. Save it to use it elsewhere.', name, error.limit);
    case 'no_editor':
      return l10n.t('Open a file first, and put the cursor where {0} is to go.', name);
    case 'not_changed':
      return l10n.t('{0} could not be changed. Is it read-only?', name);
    case 'appeared':
      return l10n.t('Meanwhile something else has the name {0}, so nothing was replaced. Save it again.', name);
    case 'not_copied':
      return l10n.t('The image could not be copied here. Open it and copy it from there, or save it.');
    case 'no_diff':
      return l10n.t('Compare a received file with yours first, and bring that comparison to the front.');
  }
}

function hostText(error: HostError): string {
  switch (error.code) {
    case 'in_use':
      return l10n.t(
        'Your room server is held by a program that does not answer. End that one, or restart this computer, then start it again.',
      );
    case 'stopped':
      return l10n.t('Your room server was stopped before it ran.');
    case 'gone':
      return l10n.t('Your room server does not run any more. Start it again.');
    case 'refused':
      return l10n.t('Your room server refused: {0}', plainText(error.message));
    case 'exited':
      return l10n.t('The room server did not start: {0}', plainText(error.message));
    case 'timeout':
      return l10n.t('The room server did not start in time. The log has what it said.');
  }
}
