import { RawSocket } from './rawSocket.ts';

/** How one kind of server is entered and told something. */
export interface Dialect {
  /** Opens a socket that is in `room` and hears what is said there. */
  join(url: string, room: string, name: string): Promise<RawSocket>;
  /** Says `text` in `room`, to all but the socket itself. */
  say(socket: RawSocket, room: string, id: string, text: string): void;
}

const joinRoomChat = async (url: string, room: string, name: string): Promise<RawSocket> => {
  const socket = await RawSocket.open(url);
  socket.send(JSON.stringify({ type: 'connect', id: 'c', name, room }));
  await socket.said('"type":"ok"');
  return socket;
};

/** The bare servers and socket.io have rooms of this bench's own making: the address names the room. */
const joinBare = (url: string, room: string): Promise<RawSocket> => RawSocket.open(`${url}/?${room}`);

const joinSocketIo = async (url: string, room: string): Promise<RawSocket> => {
  const socket = await RawSocket.open(`${url}/socket.io/?EIO=4&transport=websocket&room=${room}`);
  await socket.said('0{');
  socket.send('40');
  await socket.said('40{');
  return socket;
};

const joinNats = async (url: string, room: string): Promise<RawSocket> => {
  const socket = await RawSocket.open(url);
  await socket.said('INFO');
  socket.send('CONNECT {"verbose":false,"pedantic":false,"echo":false}\r\n', 2);
  socket.send(`SUB ${room} 1\r\nPING\r\n`, 2);
  await socket.said('PONG');
  return socket;
};

export const DIALECTS: Readonly<Record<string, Dialect>> = {
  'room-chat': {
    join: joinRoomChat,
    say: (socket, room, id, text) => socket.send(JSON.stringify({ type: 'message', id, room, text })),
  },
  bare: {
    join: joinBare,
    say: (socket, _room, id, text) => socket.send(JSON.stringify({ type: 'message', id, text })),
  },
  'socket.io': {
    join: joinSocketIo,
    say: (socket, _room, id, text) => socket.send(`42${JSON.stringify(['message', { id, text }])}`),
  },
  nats: {
    join: joinNats,
    say: (socket, room, id, text) => {
      const body = JSON.stringify({ type: 'message', id, text });
      socket.send(`PUB ${room} ${body.length}\r\n${body}\r\n`, 2);
    },
  },
};
