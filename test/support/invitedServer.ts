import { eventually } from './eventually.ts';
import { ServerProcess, type SpawnOptions } from './serverProcess.ts';
import { type Received, WireClient } from './wireClient.ts';

/** Somebody who came by an invite. */
export interface Invited {
  client: WireClient;
  /** The answer of `connect`. */
  answer: Received;
  id: string;
  /** For HTTP and further sessions: of the device, or a guest's. */
  token: string;
}

/** A server that takes invited people only, and the owner who came by the link that it printed. */
export class InvitedServer {
  readonly process: ServerProcess;
  readonly owner: Invited;
  #people = 0;

  static async start(options: SpawnOptions = {}): Promise<InvitedServer> {
    const args = ['--access', 'invite', '--upgrades-per-second', '0', ...(options.args ?? [])];
    const server = await ServerProcess.start({ ...options, args });
    const invite = await ownerInvite(server);
    return new InvitedServer(server, await come(server.url, 'The Owner', { invite }));
  }

  private constructor(server: ServerProcess, owner: Invited) {
    this.process = server;
    this.owner = owner;
  }

  get url(): string {
    return this.process.url;
  }

  /** An invite that the owner made. */
  async invite(fields: object = {}): Promise<string> {
    const answer = await this.owner.client.ask({ type: 'invite', ...fields });
    return String(answer['invite']);
  }

  /** Somebody new, by an invite of the owner; in `room` where one is named. */
  async newcomer(fields: { role?: string; rooms?: string[] } = {}, room?: string): Promise<Invited> {
    this.#people += 1;
    const invite = await this.invite(fields);
    return await come(this.url, `Person ${this.#people}`, { invite, ...(room !== undefined && { room }) });
  }

  /** Resolves when the server takes the bytes of so many uploads. */
  async receiving(uploads: number): Promise<void> {
    await eventually(async () => {
      const metrics = await (await fetch(`${this.process.httpUrl}/metrics`)).text();
      if (!new RegExp(`^room_chat_uploads_active ${uploads}$`, 'mu').test(metrics)) throw new Error('Not so many.');
    });
  }

  async dispose(): Promise<void> {
    await this.process.dispose();
  }
}

/** Connects by whatever `fields` say. */
export async function come(url: string, name: string, fields: object): Promise<Invited> {
  const client = await WireClient.open(url);
  const answer = await client.ask({ type: 'connect', name, ...fields });
  const { id } = answer['user'] as { id: string };
  return { client, answer, id, token: String(answer['token'] ?? answer['transferToken']) };
}

/** The secret in the line that a server prints at its first start. */
export async function ownerInvite(server: ServerProcess): Promise<string> {
  return await eventually(() => {
    const link = /^Owner link: (?<link>\S+)$/mu.exec(server.stderr)?.groups?.['link'];
    if (link === undefined) throw new Error('The server has printed no owner link.');
    return inviteOf(link);
  });
}

/** The secret in a link. */
export function inviteOf(link: string): string {
  const invite = new URL(link).searchParams.get('invite');
  if (invite === null) throw new Error(`No invite in ${link}`);
  return invite;
}
