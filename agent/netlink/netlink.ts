import { close, receive, SO_RCVTIMEO, SOL_SOCKET, send, setOption } from '../native/libc.ts';
import { EADDRNOTAVAIL, EAFNOSUPPORT, EEXIST, ENODEV, SystemError } from '../native/system-error.ts';
import { AddressRequests } from './address-requests.ts';
import { dump } from './dump.ts';
import {
  addMacvlanRequest,
  decodeIpv4Settings,
  deleteLinkRequest,
  type Ipv4Settings,
  noGeneratedAddressRequest,
  setIpv4Request,
  setLinkUpRequest,
} from './link-requests.ts';
import {
  decodeAddress,
  decodeLink,
  type InterfaceAddress,
  type Link,
  listAddressesRequest,
  listLinksRequest,
  type Message,
  RTM_NEWADDR,
  RTM_NEWLINK,
} from './messages.ts';
import { openRouteSocket, RECEIVE_LENGTH, receiveAnswer } from './route-socket.ts';

/**
 * Asks the kernel about interfaces and addresses and changes them. Calls are synchronous and take tens of
 * microseconds: the kernel answers within send().
 */
export class Netlink {
  readonly #fd = openRouteSocket(0);
  readonly #buffer = Buffer.alloc(RECEIVE_LENGTH);
  readonly #requests = new AddressRequests();
  #sequence = 0;

  /** @throws SystemError */
  constructor() {
    const oneSecond = Buffer.alloc(16);
    oneSecond.writeBigInt64LE(1n);
    setOption(this.#fd, SOL_SOCKET, SO_RCVTIMEO, oneSecond);
  }

  /** Makes ready what adding it will need. */
  prepareAddress(index: number, address: string, prefixLength: number): void {
    this.#requests.of(index, address, prefixLength);
  }

  /** True where the address was not there before. @throws SystemError */
  addAddress(index: number, address: string, prefixLength: number): boolean {
    const sequence = this.#next();
    return this.#change(this.#requests.add(sequence, index, address, prefixLength), sequence, EEXIST);
  }

  /** True where the address was there; an interface that is gone has taken its addresses along. @throws SystemError */
  removeAddress(index: number, address: string, prefixLength: number): boolean {
    const sequence = this.#next();
    const request = this.#requests.remove(sequence, index, address, prefixLength);
    try {
      return this.#change(request, sequence, EADDRNOTAVAIL);
    } catch (error) {
      if (error instanceof SystemError && error.errno === ENODEV) return false;
      throw error;
    }
  }

  /** Addresses of all interfaces, of both families. @throws SystemError */
  addresses(): InterfaceAddress[] {
    const messages = this.#dump(listAddressesRequest);
    return messages.filter(({ type }) => type === RTM_NEWADDR).map(({ body }) => decodeAddress(body));
  }

  /** @throws SystemError */
  links(): Link[] {
    const messages = this.#dump(listLinksRequest);
    return messages.filter(({ type }) => type === RTM_NEWLINK).map(({ body }) => decodeLink(body));
  }

  /** Of IPv4 on one interface; empty where there is no such interface. @throws SystemError */
  ipv4Settings(index: number): Ipv4Settings {
    const messages = this.#dump(listLinksRequest);
    const found = messages.find(({ body }) => decodeLink(body).index === index);
    return found === undefined ? {} : decodeIpv4Settings(found.body);
  }

  /** @throws SystemError ENODEV */
  setIpv4(index: number, settings: Ipv4Settings): void {
    const sequence = this.#next();
    this.#change(setIpv4Request(sequence, index, settings), sequence);
  }

  /**
   * A macvlan that is down and makes no IPv6 address of its own, and its index.
   * @throws SystemError EEXIST where the name is taken
   */
  addMacvlan(name: string, parent: number, mac: string): number {
    const sequence = this.#next();
    this.#change(addMacvlanRequest(sequence, name, parent, mac), sequence);
    const index = this.links().find((link) => link.name === name)?.index;
    if (index === undefined) throw new SystemError('rtnetlink', ENODEV);
    const next = this.#next();
    // Without IPv6 there is no address to make.
    this.#change(noGeneratedAddressRequest(next, index), next, EAFNOSUPPORT);
    return index;
  }

  /** True where it was there. Takes the kernel some 15 ms: see LinkRemover. @throws SystemError */
  deleteLink(index: number): boolean {
    const sequence = this.#next();
    return this.#change(deleteLinkRequest(sequence, index), sequence, ENODEV);
  }

  /** @throws SystemError */
  setLinkUp(index: number, up: boolean): void {
    const sequence = this.#next();
    this.#change(setLinkUpRequest(sequence, index, up), sequence);
  }

  close(): void {
    close(this.#fd);
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  #change(request: Buffer, sequence: number, harmless = 0): boolean {
    send(this.#fd, request);
    return receiveAnswer(this.#fd, this.#buffer, sequence, harmless);
  }

  #dump(request: (sequence: number) => Buffer): Message[] {
    const ask = () => {
      const sequence = this.#next();
      send(this.#fd, request(sequence));
      return sequence;
    };
    // Bodies must outlive the buffer they came in.
    return dump(ask, () => Buffer.from(this.#buffer.subarray(0, receive(this.#fd, this.#buffer))));
  }
}
