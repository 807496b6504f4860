import { postgresUnderTest, transportCompliance } from '#testing/compliance';
import { freshVhost } from '#testing/servers';
import { createRabbitTransport } from './rabbit-transport.js';

transportCompliance({
  name: 'over RabbitMQ',
  database: postgresUnderTest,
  open: async () => {
    const vhost = await freshVhost();
    return {
      transport: (database) => createRabbitTransport({ url: vhost.url, database }),
      close: () => vhost.drop(),
    };
  },
});
