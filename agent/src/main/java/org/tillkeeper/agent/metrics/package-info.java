/** Figures for a monitoring system, as text in the form of Prometheus. */
package org.tillkeeper.agent.metrics;
