/**
 * What became of one payment's money: where it is, and what proves it. Pure functions of what the
 * ledger knows; what people read of it is made in {@code words}.
 */
package org.tillkeeper.agent.story;
