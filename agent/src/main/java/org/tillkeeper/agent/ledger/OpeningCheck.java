package org.tillkeeper.agent.ledger;

import java.util.List;

/** What has to hold of the rows of a ledger before it is used. */
final class OpeningCheck {
  // The first version of the ledger called a digest a seal, and these facts lie in ledgers of
  // today.

  /** A migration sets it to have the payments' digests made anew before anything is read. */
  private static final String PAYMENTS_TO_DIGEST = "to-seal";

  /** A migration sets it to have the digests of the small tables made anew. */
  private static final String TABLES_TO_DIGEST = "tables-to-seal";

  private final Sql sql;
  private final Facts facts;
  private final Payments payments;
  private final TableDigests digests;

  OpeningCheck(Sql sql, Facts facts, Payments payments, TableDigests digests) {
    this.sql = sql;
    this.facts = facts;
    this.payments = payments;
    this.digests = digests;
  }

  /** Makes the digests that a migration has asked for, in a transaction. */
  void makeDigestsAskedFor() {
    boolean ofPayments = facts.get(PAYMENTS_TO_DIGEST).isPresent();
    if (!ofPayments && !facts.get(TABLES_TO_DIGEST).isPresent()) {
      return;
    }
    sql.transaction(
        () -> {
          if (ofPayments) {
            payments.renewAllDigests();
          }
          facts.remove(PAYMENTS_TO_DIGEST);
          facts.remove(TABLES_TO_DIGEST);
          digests.renew();
          return null;
        });
  }

  /**
   * Verifies the small tables. Payments are verified as they are read.
   *
   * @throws LedgerUnusable if one says another thing than what was written
   */
  void verifyTables() throws LedgerUnusable {
    List<String> broken = digests.broken();
    if (!broken.isEmpty()) {
      throw LedgerFile.damaged(
          "rows of " + String.join(", ", broken) + " are not what was written");
    }
    if (Batches.open(sql) != 1) {
      throw LedgerFile.damaged("no batch is open");
    }
  }
}
