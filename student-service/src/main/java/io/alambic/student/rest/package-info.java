/** The Open Inference Protocol as JSON and binary tensor data: a codec, which knows neither HTTP nor weights. */
package io.alambic.student.rest;
