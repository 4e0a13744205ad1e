package org.tillkeeper.agent.session;

/**
 * The messages of the terminal itself, which belong to no payment.
 *
 * @param scripts what chips did with issuers' scripts; before everything but a sign-in
 * @param settlement and what belongs to it
 * @param others when nothing else waits
 * @param orders takes what the acquirer orders
 */
public record TerminalMessages(
    OwnMessage signIn,
    OwnMessage echo,
    OwnMessages scripts,
    SettlementMessages settlement,
    OwnMessages others,
    OrderTaker orders) {}
