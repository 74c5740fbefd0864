/** Tests of what only whole processes show, over real brokers. */
package io.alambic.system;
