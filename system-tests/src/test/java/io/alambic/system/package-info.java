/** Tests whole processes over real brokers. */
package io.alambic.system;
