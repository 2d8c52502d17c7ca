package seed

import "strings"

// Role is a built-in role of Azure: what its definition allows, as far as the
// local services ask for it. Actions may contain "*".
type Role struct {
	ID          string // GUID of the role definition
	Name        string
	Description string
	Actions     []string
	NotActions  []string
	DataActions []string
	// Cosmos marks roles of Cosmos DB's own RBAC, which ARM does not list.
	Cosmos bool
}

// roles are the built-in roles that the local services know. Source: the
// published list of Azure built-in roles.
var roles = []Role{
	{ID: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", Name: "Owner", Description: "Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.", Actions: []string{"*"}},
	{ID: "b24988ac-6180-42a0-ab88-20f7382dd24c", Name: "Contributor", Description: "Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC.", Actions: []string{"*"}, NotActions: []string{"Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write", "Microsoft.Authorization/elevateAccess/Action"}},
	{ID: "acdd72a7-3385-48ef-bd42-f606fba81ae7", Name: "Reader", Description: "View all resources, but does not allow you to make any changes.", Actions: []string{"*/read"}},
	{ID: "9b7fa17d-e63e-47b0-bb0a-15c516ac86ec", Name: "SQL DB Contributor", Description: "Lets you manage SQL databases, but not access to them.", Actions: []string{"Microsoft.Authorization/*/read", "Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Sql/servers/databases/*", "Microsoft.Sql/servers/read"}},

	{ID: "090c5cfd-751d-490a-894a-3ce6f1109419", Name: "Azure Service Bus Data Owner", Description: "Allows for full access to Azure Service Bus resources.", Actions: []string{"Microsoft.ServiceBus/*"}, DataActions: []string{"Microsoft.ServiceBus/*"}},
	{ID: "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39", Name: "Azure Service Bus Data Sender", Description: "Allows for send access to Azure Service Bus resources.", Actions: []string{"Microsoft.ServiceBus/*/queues/read", "Microsoft.ServiceBus/*/topics/read", "Microsoft.ServiceBus/*/topics/subscriptions/read"}, DataActions: []string{"Microsoft.ServiceBus/*/send/action"}},
	{ID: "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", Name: "Azure Service Bus Data Receiver", Description: "Allows for receive access to Azure Service Bus resources.", Actions: []string{"Microsoft.ServiceBus/*/queues/read", "Microsoft.ServiceBus/*/topics/read", "Microsoft.ServiceBus/*/topics/subscriptions/read"}, DataActions: []string{"Microsoft.ServiceBus/*/receive/action"}},
	{ID: "f526a384-b230-433a-b45c-95f59c4a2dec", Name: "Azure Event Hubs Data Owner", Description: "Allows for full access to Azure Event Hubs resources.", Actions: []string{"Microsoft.EventHub/*"}, DataActions: []string{"Microsoft.EventHub/*"}},
	{ID: "2b629674-e913-4c01-ae53-ef4638d8f975", Name: "Azure Event Hubs Data Sender", Description: "Allows send access to Azure Event Hubs resources.", Actions: []string{"Microsoft.EventHub/*/eventhubs/read"}, DataActions: []string{"Microsoft.EventHub/*/send/action"}},
	{ID: "a638d3c7-ab3a-418d-83e6-5f17a39d4fde", Name: "Azure Event Hubs Data Receiver", Description: "Allows receive access to Azure Event Hubs resources.", Actions: []string{"Microsoft.EventHub/*/eventhubs/consumergroups/read"}, DataActions: []string{"Microsoft.EventHub/*/receive/action"}},

	{ID: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", Name: "Storage Blob Data Owner", Description: "Allows for full access to Azure Storage blob containers and data, including assigning POSIX access control.", Actions: []string{"Microsoft.Storage/storageAccounts/blobServices/containers/*", "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"}, DataActions: []string{"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"}},
	{ID: "ba92f5b4-2d11-453d-a403-e96b0029c9fe", Name: "Storage Blob Data Contributor", Description: "Allows for read, write and delete access to Azure Storage blob containers and data.", Actions: []string{"Microsoft.Storage/storageAccounts/blobServices/containers/delete", "Microsoft.Storage/storageAccounts/blobServices/containers/read", "Microsoft.Storage/storageAccounts/blobServices/containers/write", "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"}, DataActions: []string{"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action"}},
	{ID: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", Name: "Storage Blob Data Reader", Description: "Allows for read access to Azure Storage blob containers and data.", Actions: []string{"Microsoft.Storage/storageAccounts/blobServices/containers/read", "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"}, DataActions: []string{"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"}},
	{ID: "974c5e8b-45b9-4653-ba55-5f855dd0fb88", Name: "Storage Queue Data Contributor", Description: "Allows for read, write, and delete access to Azure Storage queues and queue messages.", Actions: []string{"Microsoft.Storage/storageAccounts/queueServices/queues/delete", "Microsoft.Storage/storageAccounts/queueServices/queues/read", "Microsoft.Storage/storageAccounts/queueServices/queues/write"}, DataActions: []string{"Microsoft.Storage/storageAccounts/queueServices/queues/messages/*"}},
	{ID: "8a0f0c08-91a1-4084-bc3d-661d67233fed", Name: "Storage Queue Data Message Processor", Description: "Allows for peek, receive, and delete access to Azure Storage queue messages.", DataActions: []string{"Microsoft.Storage/storageAccounts/queueServices/queues/messages/read", "Microsoft.Storage/storageAccounts/queueServices/queues/messages/process/action"}},
	{ID: "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a", Name: "Storage Queue Data Message Sender", Description: "Allows for sending of Azure Storage queue messages.", DataActions: []string{"Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action"}},
	{ID: "19e7f393-937e-4f77-808e-94535e297925", Name: "Storage Queue Data Reader", Description: "Allows for read access to Azure Storage queues and queue messages.", Actions: []string{"Microsoft.Storage/storageAccounts/queueServices/queues/read"}, DataActions: []string{"Microsoft.Storage/storageAccounts/queueServices/queues/messages/read"}},

	{ID: "00482a5a-887f-4fb3-b363-3b7fe8e74483", Name: "Key Vault Administrator", Description: "Perform all data plane operations on a key vault and all objects in it, including certificates, keys, and secrets.", Actions: []string{"Microsoft.KeyVault/vaults/read"}, DataActions: []string{"Microsoft.KeyVault/vaults/*"}},
	{ID: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", Name: "Key Vault Secrets Officer", Description: "Perform any action on the secrets of a key vault, except manage permissions.", Actions: []string{"Microsoft.KeyVault/vaults/read"}, DataActions: []string{"Microsoft.KeyVault/vaults/secrets/*"}},
	{ID: "4633458b-17de-408a-b874-0445c86b69e6", Name: "Key Vault Secrets User", Description: "Read secret contents.", DataActions: []string{"Microsoft.KeyVault/vaults/secrets/getSecret/action", "Microsoft.KeyVault/vaults/secrets/readMetadata/action"}},
	{ID: "a4417e6f-fecd-4de8-b567-7b0420556985", Name: "Key Vault Certificates Officer", Description: "Perform any action on the certificates of a key vault, except manage permissions.", Actions: []string{"Microsoft.KeyVault/vaults/read"}, DataActions: []string{"Microsoft.KeyVault/vaults/certificatecas/*", "Microsoft.KeyVault/vaults/certificates/*"}},
	{ID: "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", Name: "Key Vault Certificate User", Description: "Read certificate contents.", DataActions: []string{"Microsoft.KeyVault/vaults/certificates/read", "Microsoft.KeyVault/vaults/secrets/getSecret/action", "Microsoft.KeyVault/vaults/secrets/readMetadata/action"}},
	{ID: "21090545-7ca7-4776-b22c-e363652d74d2", Name: "Key Vault Reader", Description: "Read metadata of key vaults and its certificates, keys, and secrets.", Actions: []string{"Microsoft.KeyVault/vaults/*/read"}, DataActions: []string{"Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/secrets/readMetadata/action"}},

	{ID: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", Name: "Cognitive Services OpenAI User", Description: "Ability to view files, models, deployments. Readers can't make any changes. They can inference.", Actions: []string{"Microsoft.CognitiveServices/*/read"}, DataActions: []string{"Microsoft.CognitiveServices/accounts/OpenAI/*/read", "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action", "Microsoft.CognitiveServices/accounts/OpenAI/deployments/completions/action", "Microsoft.CognitiveServices/accounts/OpenAI/deployments/embeddings/action"}},
	{ID: "a001fd3d-188f-4b5d-821b-7da978bf7442", Name: "Cognitive Services OpenAI Contributor", Description: "Full access including the ability to fine-tune, deploy and generate text.", Actions: []string{"Microsoft.CognitiveServices/*/read"}, DataActions: []string{"Microsoft.CognitiveServices/accounts/OpenAI/*"}},

	{ID: "00000000-0000-0000-0000-000000000001", Name: "Cosmos DB Built-in Data Reader", Cosmos: true, DataActions: []string{"Microsoft.DocumentDB/databaseAccounts/readMetadata", "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/executeQuery", "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/readChangeFeed", "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/read"}},
	{ID: "00000000-0000-0000-0000-000000000002", Name: "Cosmos DB Built-in Data Contributor", Cosmos: true, DataActions: []string{"Microsoft.DocumentDB/databaseAccounts/readMetadata", "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/*", "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/*"}},
}

// Roles returns the built-in roles. The caller must not change them.
func Roles() []Role { return roles }

// FindRole returns the built-in role of a name, or nil. Case does not count.
func FindRole(name string) *Role {
	for i := range roles {
		if strings.EqualFold(roles[i].Name, name) {
			return &roles[i]
		}
	}
	return nil
}

// RoleNames returns the names of the built-in roles.
func RoleNames() []string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = r.Name
	}
	return out
}

// Allows reports whether the role allows an action, control plane or data plane.
func (r *Role) Allows(action string, data bool) bool {
	if data {
		return anyMatch(r.DataActions, action)
	}
	return anyMatch(r.Actions, action) && !anyMatch(r.NotActions, action)
}

func anyMatch(patterns []string, action string) bool {
	for _, p := range patterns {
		if matchAction(strings.ToLower(p), strings.ToLower(action)) {
			return true
		}
	}
	return false
}

// matchAction compares with "*" standing for any run of characters.
func matchAction(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == s
	}
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return strings.HasSuffix(s, parts[len(parts)-1])
}
