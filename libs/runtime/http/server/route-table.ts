interface KnownRoute {
  readonly pattern: RegExp;
  readonly method: string;
}

/** Which methods each address knows: the router itself can only say whether one of them does. */
export class RouteTable {
  private readonly routes: KnownRoute[] = [];

  /** @param template such as `/v1/sagas/:type/:key` */
  add(template: string, methods: string | readonly string[]): void {
    const parts = template.split('/').map((part) => {
      if (part === '*') return '.*';
      return part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    });
    const pattern = new RegExp(`^${parts.join('/')}$`);
    for (const method of [methods].flat()) this.routes.push({ pattern, method });
  }

  /** @param url of a request, with or without its query. @returns nothing when no route lives there */
  methodsOf(url: string): string[] {
    const [path = ''] = url.split('?');
    const known = this.routes.filter(({ pattern }) => pattern.test(path));
    return [...new Set(known.map(({ method }) => method))].toSorted();
  }
}
