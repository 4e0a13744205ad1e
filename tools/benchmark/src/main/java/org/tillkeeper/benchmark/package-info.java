/**
 * What the agent costs beside the least that the same work can cost, and beside jPOS, measured from
 * outside in one run.
 */
package org.tillkeeper.benchmark;
