export interface Visited {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/** Follows redirects and keeps cookies for each host, as a browser does; shows no page. */
export interface CookieBrowser {
  open(url: string, form?: Readonly<Record<string, string>>): Promise<Visited>;
  /** One step, without following. */
  step(url: string, form?: Readonly<Record<string, string>>): Promise<Response>;
  cookieFor(url: string): string;
}

const maxSteps = 20;

export function createCookieBrowser(): CookieBrowser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: string) => {
    const { origin } = new URL(url);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    return jar;
  };
  const cookieFor = (url: string) => [...jarOf(url)].map(([name, value]) => `${name}=${value}`).join('; ');

  async function step(url: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const cookie = cookieFor(url);
    const response = await fetch(url, {
      redirect: 'manual',
      method: form === undefined ? 'GET' : 'POST',
      headers: { ...(cookie !== '' && { cookie }) },
      ...(form !== undefined && { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      if (/;\s*max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jarOf(url).delete(name);
      else jarOf(url).set(name, pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  }

  return {
    step,
    cookieFor,
    async open(start, form) {
      let url = start;
      let response = await step(url, form);
      for (let count = 0; count < maxSteps; count += 1) {
        const location = response.headers.get('location');
        if (location === null) return { url: new URL(url), status: response.status, text: await response.text() };
        url = new URL(location, url).href;
        response = await step(url);
      }
      throw new Error(`more than ${maxSteps} redirects, the last to ${url}`);
    },
  };
}
