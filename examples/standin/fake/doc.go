// SPDX-License-Identifier: Apache-2.0

// Package fake answers like Apple's App and Book Management service, for tests and trials of MDM servers: a [Service] is
// an [http.Handler]. It accepts any token, and keeps neither users nor assignments, because it is only about errors: it returns
// any documented one, in the response or in the background, and fails as a proxy between a server and Apple does.
//
// A call may ask for its response in the header [ErrorHeader]. For an MDM server that can't set it, there is a script, which
// [Options] begin and a POST to [ScriptPath] continues, and a rate of random errors. All other calls get a healthy response:
// a request that changes something starts an event, whose result can be polled and is sent in a notification.
package fake
