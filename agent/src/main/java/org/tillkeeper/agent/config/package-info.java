/** What a person may write into {@code agent.yaml}, read and checked before anything starts. */
package org.tillkeeper.agent.config;
