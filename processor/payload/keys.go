// SPDX-License-Identifier: Apache-2.0

package payload

import "strings"

// keyID is a key that the shapes are made of.
type keyID uint8

const (
	keyNone keyID = iota
	keyErrorNumber
	keyErrorMessage
	keyErrorInfo
	keyErrorCodes
	keyStatus
	keyFailures
	keyNotification
	keyError
	keyAssociations
	keyEntities
	keyEventID
	keyEventType
	keyType
	keyNotificationID
	keyNotificationType
)

func keyOf(name string) keyID {
	switch name {
	case "errorNumber":
		return keyErrorNumber
	case "errorMessage":
		return keyErrorMessage
	case "errorInfo":
		return keyErrorInfo
	case "errorCodes":
		return keyErrorCodes
	case "status":
		return keyStatus
	case "failures":
		return keyFailures
	case "notification":
		return keyNotification
	case "error":
		return keyError
	case "associations", "disassociations":
		return keyAssociations
	case "assignments", "users", "assets":
		return keyEntities
	case "eventId":
		return keyEventID
	case "eventType":
		return keyEventType
	case "type":
		return keyType
	case "notificationId":
		return keyNotificationID
	case "notificationType":
		return keyNotificationType
	default:
		if strings.Contains(name, "errorCodes.") {
			return keyErrorCodes // made flat: errorCodes.0.errorMessage
		}
		return keyNone
	}
}
