// A whole Room Chat client with nothing but Node 22: node client.mjs ws://127.0.0.1:7465 Ada general
import { randomUUID } from 'node:crypto';

const [url, name, room] = process.argv.slice(2);
const socket = new WebSocket(url);
const waiting = new Map();

socket.onmessage = ({ data }) => {
  const frame = JSON.parse(data);
  const answer = waiting.get(frame.id);
  if (answer && (frame.type === 'ok' || frame.type === 'error')) {
    waiting.delete(frame.id);
    if (frame.type === 'ok') answer.resolve(frame);
    else answer.reject(new Error(`${frame.code}: ${frame.message}`));
  } else if (frame.type === 'message') console.log(`${frame.from.name}: ${frame.text}`);
  else if (frame.type === 'file') console.log(`${frame.from.name} shared ${frame.file.name}`);
};

// A send that is repeated with its id is stored once, so after a lost connection it is safe to send again.
function ask(request) {
  const id = randomUUID();
  socket.send(JSON.stringify({ ...request, id }));
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

await new Promise((resolve) => (socket.onopen = resolve));
const { rooms } = await ask({ type: 'connect', name, room });
console.log(`In ${rooms[0].room} with ${rooms[0].members.map((member) => member.name).join(', ')}`);

const { seq } = await ask({ type: 'message', text: 'Hello from a script' });
console.log(`Stored as number ${seq}`);

const data = Buffer.from('Notes of a script\n').toString('base64');
const { file } = await ask({ type: 'upload', name: 'notes.txt', data });
const copy = await ask({ type: 'download', file: file.id });
console.log(`${file.name} came back: ${Buffer.from(copy.data, 'base64').toString().trim()}`);
socket.close();
