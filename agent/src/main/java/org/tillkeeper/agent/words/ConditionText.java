package org.tillkeeper.agent.words;

/**
 * The sentences of a condition. {@code {name}} stands for what the evidence has under that name.
 *
 * @param zh what it is, in Chinese; empty where the agent's own finding says it
 * @param en the same in English
 * @param doZh what to do, in Chinese; empty where nothing is
 * @param doEn the same in English
 */
record ConditionText(String zh, String en, String doZh, String doEn) {}
