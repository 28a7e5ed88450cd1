import { createServer } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import { HEADERS_MS, LONGEST_MS } from './deadline.js';

/** How often Node looks for connections whose time is over; it cannot be set once there is a server. */
const LOOK_MS = 5_000;

/** Express on a server that does not wait for ever. Nest makes one with Node's own, longer times. */
export class WebAdapter extends ExpressAdapter {
  constructor() {
    super();
    // An address in other letters is another address: what is said of /api must hold of all that leads there. Express
    // reads its setting when the router is made, which Nest has done by now.
    (this.getInstance() as { router: { caseSensitive: boolean } }).router.caseSensitive = true;
  }

  override initHttpServer(): void {
    this.setHttpServer(
      createServer(
        {
          headersTimeout: HEADERS_MS,
          requestTimeout: LONGEST_MS,
          connectionsCheckingInterval: LOOK_MS,
        },
        this.getInstance(),
      ),
    );
  }
}
