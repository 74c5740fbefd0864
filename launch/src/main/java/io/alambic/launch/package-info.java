/** Starts brokers and packaged services as processes, watches them and stops them. */
package io.alambic.launch;
