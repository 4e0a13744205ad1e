/** A statement of an acquirer or a payment service against the ledger. */
package org.tillkeeper.tools.reconcile;
