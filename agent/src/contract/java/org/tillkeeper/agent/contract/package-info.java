/**
 * The till API's document, and whether what a test sent and was answered keeps to it. Compiled into
 * the tests of the agent and of the tools, and part of neither program.
 */
package org.tillkeeper.agent.contract;
