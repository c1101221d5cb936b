import type { NetworkInterfaceInfo } from 'node:os';

/** Bridges of containers, virtual machines and tunnels: few others are there. */
const INNER =
  /^(?:br-|bridge|docker|veth|virbr|vmnet|vboxnet|vEthernet|lxc|lxd|cni|flannel|tun|tap|utun|wg|zt|tailscale)/iu;

/**
 * The IPv4 addresses under which other computers reach this one, the likeliest first: those of a local network, then
 * public ones, then those of inner networks.
 */
export function networkAddresses(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string[] {
  return Object.entries(interfaces)
    .flatMap(([name, infos = []]) =>
      infos
        // Link-local ones are given where no network answers.
        .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))
        .map(({ address }) => ({ address, rank: INNER.test(name) ? 2 : isPrivate(address) ? 0 : 1 })),
    )
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ address }) => address);
}

/** RFC 1918. */
function isPrivate(address: string): boolean {
  const [first = 0, second = 0] = address.split('.').map(Number);
  return first === 10 || (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168);
}
