/** The Open Inference Protocol as JSON and binary tensor data, without an HTTP server. */
package io.alambic.student.http;
