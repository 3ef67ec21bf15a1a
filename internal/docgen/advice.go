// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/mdm-observability/mdmerrorprocessor/catalog"

// over says how to tell that an error of a class is over, where its advice doesn't know better.
var over = map[catalog.RetryClass]string{
	catalog.Backoff:         "The same request succeeds, and the number isn't seen for 15 minutes while calls go on.",
	catalog.Reauthenticate:  "A call with the new token succeeds, such as Get Assets.",
	catalog.FixPrecondition: "The same request, sent again, succeeds; of a background failure, its event status is complete.",
	catalog.FixRequest:      "The corrected request succeeds, and the number isn't seen for an hour while calls of this kind go on.",
	catalog.AlreadyDone:     "What is there is what was wanted. The number alone needs no action.",
	catalog.Never:           "The MDM server no longer sends the request: the number isn't seen for a day.",
}

// advice is what to do about one error, and how to tell that it is over; empty: as the class has it.
type advice struct{ do, over string }

const (
	//nolint:gosec // speaks of tokens, and is none
	newToken = "Download a new content token (sToken) of the location from Apple School Manager or Apple Business Manager, and upload it to the MDM server, in every place that has a copy."
	shorten  = "Read the limit from Service Configuration (`GET /mdm/v2/service/config`), and split the request into several that stay within it."
	unique   = "Remove the duplicates before sending. Ask first where they come from: often two lists were merged, or a request was built twice."
	register = "Register the user with Create Users, wait until that event is complete, then send the request again for that user."
	waitNote = "Wait and send the same request again, longer each time. See [Retry-After](#retry-after)."
	repeats  = "Stop the loop that sends it. Find out what came before it in the same trace, and deal with that; then wait several minutes before the next try."
)

// advices has each documented number. What Apple documents no remedy for follows from the wording and the class.
var advices = map[int]advice{
	9600: {do: "Compare the request with the documentation of its endpoint, and add the argument that is missing."},
	9601: {do: "Check that the request has an `Authorization` header with the content token. If it has, the token is not valid. " + newToken},
	9602: {do: "Compare the request with the documentation of its endpoint. Nothing says which argument it is: look at the types and at empty values first."},
	9603: {
		do:   "Send the same request again. If it fails more than five times, wait for minutes before the next try. See [Retry-After](#retry-after); after a background failure, see [background failures](#background-failures).",
		over: "The same request succeeds. Since it may have been carried out in part, compare with Get Assets or Get Users.",
	},
	9604: {do: "What the request names doesn't exist, or no longer. Sync first, then build the request from what is there."},
	9605: {do: "The user's account belongs to another country's store than the token. Use the location, or an asset, of the user's country."},
	9606: {do: waitNote},
	9607: {do: "The license can't be taken back (books are such). Don't ask for it again, and plan with one license a person."},
	9608: {do: waitNote},
	9609: {
		do:   register + " If the user was retired or renamed in the meantime, sync with Get Users.",
		over: "Get Users lists the user, and the request for that user succeeds.",
	},
	9610: {do: "No license is left, or the one that was named is gone. Sync with Get Assets; buy licenses if none is available. It has also been seen to go away by itself."},
	9611: {do: "The administrator whom the request names is unknown. Sync, and use one that exists."},
	9612: {do: waitNote}, 9613: {do: waitNote},
	9614: {do: "Send dates in the format of the documentation."},
	9615: {do: "The organization has no country. Complete its profile in Apple School Manager or Apple Business Manager."},
	9616: {do: "Don't send the assignment again. Sync, and note that the user or device has the license.", over: "The assignments list the license for that very user or device."},
	9617: {do: "Call VPPServiceConfigSrv, and use the URLs that it answers with. Read them again from time to time."},
	9618: {do: "Sync users. If the user is needed, register it anew."}, 9620: {do: "Sync users. If the user is needed, register it anew."},
	9619: {do: "The license is not assigned to whom it shall be taken from. Sync; most likely there is nothing left to do."},
	9621: {do: newToken + " Tokens last a year, and end early when the password of who downloaded it changes: note the date, and renew before it."},
	9622: {
		do: "If the token was replaced lately, make sure that all parts of the MDM server use the new one. If it wasn't: " + newToken +
			" The current API documents no status for it, and is known to answer with HTTP 200: go by the number.",
	},
	9623: {do: "Send the Apple Push Notification token that the device reported last."},
	9624: {do: "The license was refunded and is gone. Sync with Get Assets, and assign another one."},
	9625: {
		do:   "The token was replaced, or taken back, in Apple School Manager or Apple Business Manager. " + newToken + " Let only one MDM server use it.",
		over: "A call with the new token succeeds, such as Get Assets. The old token never works again.",
	},
	9626: {do: "Assign a different license; sync first, to know which are free."},
	9627: {do: "The license was assigned and taken back too often. Wait for hours, not seconds, before it is taken back again."},
	9628: {do: "The item can't be assigned to devices. Assign it to users, or ask its developer to allow it."},
	9629: {do: "The batch token belongs to another sToken. Begin the sync anew, without a batch token."},
	9630: {do: repeats + " Before it was 9616: the license is already assigned."},
	9631: {do: repeats + " Before it was 9610: no license is available."},
	9632: {do: repeats},
	9633: {do: "Begin the sync anew, without a batch token."},
	9634: {do: "Remove the call: what it uses is gone. Service Configuration lists what there is; move to the current API if it is the legacy one."},
	9635: {do: "Check that the Managed Apple Account exists in the organization of the token, then associate the user again."},
	9636: {do: register},
	9637: {do: "Use a token of an account with the role that the operation needs, or leave the operation out."},
	9638: {do: "The account that made the token belongs to no organization with managed accounts. Make the token with one that does."},
	9639: {do: "The member ID is unknown. Read the members again, and use one of them."},
	9640: {do: waitNote},
	9641: {do: "One Apple Account belongs to one user. Find the other user with Get Users, and retire or change it, or use another account."},
	9642: {do: "Let the person sign in to the store once and agree to the terms, then associate the account again."},
	9643: {do: "The license is on its way to another location. Wait for hours, then send the request again.", over: "The transfer is done in Apple School Manager or Apple Business Manager, and the request succeeds."},
	9644: {do: waitNote + " Maintenance lasts hours rather than minutes; see Apple's system status.", over: "The same request succeeds. If it came in the background, repeat what failed, see [background failures](#background-failures)."},
	9645: {do: "The location is read only: Apple's own device management manages it. Use another location, or stop writing to this one."},
	9646: {
		do:   waitNote + " Send fewer and larger requests, and stay below `maxRequestPerSecond` of Service Configuration, all clients of the organization taken together.",
		over: "Calls succeed again, and `otelcol_processor_mdm_error_retry_delay` gets no more observations.",
	},
	9647: {do: "The token is of an old kind. " + newToken},
	9649: {do: "Send the page index with the request ID."},
	9650: {do: "Begin with the first page. Pages are numbered by the answer to the first request, and that list may have become shorter."},
	9700: {do: shorten + " It is `maxAssets`."},
	9701: {do: shorten + " It is `maxClientUserIds`, and `maxRevokeClientUserIds` where assets are revoked."},
	9702: {do: shorten + " It is `maxSerialNumbers`, and `maxRevokeSerialNumbers` where assets are revoked."},
	9703: {do: unique}, 9704: {do: unique}, 9705: {do: unique},
	9706: {do: "The asset can't be revoked (books are such). Leave it out of the request; Get Assets says which can (`revocable`)."},
	9707: {do: "The asset can't be assigned to devices. Assign it to users, or leave it out; Get Assets says which can (`deviceAssignable`)."},
	9708: {do: "Ask with the event ID that the request was answered with, and the token that sent it. If it is gone, sync with Get Assets or Get Users.", over: "The sync is done: the state is known without the event."},
	9709: {
		do:   "Buy licenses in Apple School Manager or Apple Business Manager, move some from another location, or disassociate those that nobody needs. Then repeat the association for those who went without, see [background failures](#background-failures).",
		over: "Get Assets has an `availableCount` of what is needed, and the repeated association is complete. A notification about the asset's count tells when licenses come.",
	},
	9710: {do: "Send `notificationUrl` and `notificationAuthToken` together with Client Configuration."},
	9711: {do: "Use a shorter URL or token; Service Configuration has the limit, `maxNotificationLength`."},
	9712: {do: "Send a whole URL that begins with `https://`."},
	9713: {do: "Shorten the MDM metadata; Service Configuration has the limit, `maxMdmMetadataLength`."},
	9714: {do: shorten + " It is `maxUsers`."},
	9715: {do: unique},
	9716: {do: "Don't create the user again. If it should have other data, use Update Users.", over: "Get Users lists the user with the data that was wanted."},
	9717: {do: "Correct or leave out the mail address of the user in question."},
	9718: {do: "Send at least one asset. An empty list is most likely a filter that left nothing: then send no request."},
	9719: {do: "Send at least one of `clientUserIds` and `serialNumbers`. An empty list is most likely a filter that left nothing: then send no request."},
	9720: {do: "Send at least one user. An empty list is most likely a filter that left nothing: then send no request."},
	9721: {do: "Sync from the start, and send the version ID of that answer."},
	9722: {do: "Send `Authorization: Bearer ` and the content token as it was downloaded, without quotes, braces or line feeds. The token itself may be good."},
	9723: {do: "Send ID, name and metadata of the MDM together."},
	9724: {do: "Use a shorter MDM ID; Service Configuration has the limit, `maxMdmIdLength`."},
	9725: {do: "Use a shorter MDM name; Service Configuration has the limit, `maxMdmNameLength`."},
	9726: {do: "Use the method that is documented for the endpoint. A redirect on the way may have turned POST into GET."},
	9727: {do: "Send `Content-Type: application/json`, and a body of that type."},
	9728: {
		do:   "Make the notification URL reachable from the internet: name, firewall, a certificate that is trusted publicly. Then send Client Configuration again.",
		over: "Client Configuration succeeds and a test notification arrives. Fetch what was missed: see [missing notifications](#missing-notifications).",
	},
	9729: {do: waitNote + " In the legacy API, the number says that the server has moved: look its name up again (DNS), then send the request again."},
	9805: {do: shorten + " 9816 has replaced it."},
	9811: {do: "Compare the association with the documentation of Manage Subscriptions."},
	9812: {do: "Begin with the first page, without a cursor."},
	9813: {do: "Use the `adamId` that Get Subscriptions lists."},
	9814: {do: register},
	9815: {do: "The user hasn't got what shall be taken away. Sync the subscription assignments; most likely there is nothing left to do."},
	9816: {do: shorten + " It is `maxSubscriptions`."},
	9817: {do: "Don't assign it again: the user has it through a group. To take it away, change the group.", over: "The subscription assignments list the user."},
	9818: {do: "Remove the unit's subscriptions first, then disable subscription management."},
}
