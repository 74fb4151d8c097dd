// An identity provider for the tests: prints its issuer, reads the coordinators' addresses, a line each, and serves until its standard input ends.
// Whoever comes is let in; their name says what they are: "anna.mint-admin" is anna with the role mint-admin.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

// It warns that it is set up for development, which it is.
console.warn = () => {};
const { default: Provider } = await import('oidc-provider');

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
console.log(issuer);

// The coordinator is on this machine, which a provider on the Internet would not call.
const fetchLocally = (url, { dispatcher, ...options }) => globalThis.fetch(url, options);

const serve = (coordinator) => new Provider(issuer, {
  clients: [
    {
      client_id: 'mint',
      client_secret: 'a secret between the two, thirty-two bytes or more',
      redirect_uris: [`${coordinator}login/callback`],
      post_logout_redirect_uris: [`${coordinator}login`],
      backchannel_logout_uri: `${coordinator}logout/backchannel`,
      backchannel_logout_session_required: true,
    },
    {
      client_id: 'mint-cli',
      token_endpoint_auth_method: 'none',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
      redirect_uris: [],
      response_types: [],
      backchannel_logout_uri: `${coordinator}logout/backchannel`,
      backchannel_logout_session_required: true,
    },
  ],
  claims: { openid: ['sub'], profile: ['preferred_username', 'realm_access'] },
  features: { backchannelLogout: { enabled: true }, deviceFlow: { enabled: true }, devInteractions: { enabled: true } },
  pkce: { required: (_, client) => client.clientId === 'mint' },
  cookies: { keys: ['for these tests alone'] },
  fetch: fetchLocally,
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id.split('.')[0], realm_access: { roles: id.split('.').slice(1) } }),
  }),
});

let current;
server.on('request', (request, response) => current(request, response));
const lines = createInterface({ input: process.stdin });
lines.on('line', (coordinator) => {
  const provider = serve(coordinator);
  provider.on('backchannel.error', (_, error) => console.error(error.message));
  current = provider.callback();
  console.log('ready');
});
lines.once('close', () => process.exit(0));
