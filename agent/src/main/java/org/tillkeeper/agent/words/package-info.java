/**
 * What the agent says to people: every sentence in Chinese and English, made of facts alone. It
 * decides nothing and nothing reads its sentences back. For example, {@link
 * org.tillkeeper.agent.words.PaymentText} says whether a cashier may charge again.
 */
package org.tillkeeper.agent.words;
