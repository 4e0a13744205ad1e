/** What a service manager such as systemd is told, and what it is told for. */
package org.tillkeeper.agent.service;
