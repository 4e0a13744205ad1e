package org.tillkeeper.benchmark;

import java.io.IOException;
import java.sql.SQLException;

/** Who sells: the agent by its till, the bare floor, jPOS. */
interface Seller extends AutoCloseable {
  /** One sale, from what is asked to the durable record of its answer. */
  void sell() throws Exception;

  @Override
  void close() throws IOException, SQLException;
}
