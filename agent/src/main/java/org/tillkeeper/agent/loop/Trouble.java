package org.tillkeeper.agent.loop;

/**
 * Why something does not succeed, for the cashier and for the journal; without secrets.
 *
 * @param zh what is wrong and what to do, in Chinese
 * @param en the same in English
 */
record Trouble(String zh, String en) {}
