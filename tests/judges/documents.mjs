// What the judges send: the address and the session come from the environment.
export const url = process.env.GONGHUI_URL;
export const headers = { cookie: process.env.GONGHUI_COOKIE, 'x-gonghui-csrf': '1' };
export const query = 'query Unions($first: Int!) { unions(first: $first) { totalCount edges { node { id name } } } }';
export const variables = { first: 3 };
export const wrong = '{ thereIsNoSuchField }';

/** Prints one line of JSON, which the test reads; a failure is an entry of `failed`. */
export function report(failed, passed) {
  console.log(JSON.stringify({ failed, passed }));
}
