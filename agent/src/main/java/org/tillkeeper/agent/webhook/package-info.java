/** Tells other programs by HTTP what has happened, as Standard Webhooks describes it. */
package org.tillkeeper.agent.webhook;
